"""Where an avatar's words come from: one chat client, with the scripted avatar or a model endpoint behind it.

Sessions use it to stream one reply; nothing else in the house speaks to an endpoint.
It refuses every host but the configured one, redirects, proxies from the environment, and streams that say nothing.
"""
