"""Who speaks for an avatar: the scripted one by default, a model behind an OpenAI-compatible endpoint where one is set.

Used by sessions, which hand over messages, tools and the turn and get words and calls back.
It refuses to decide anything: what an avatar wants to do is a call that the session checks.
"""
