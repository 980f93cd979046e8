"""Who speaks for an avatar: the scripted one by default, a model behind an OpenAI-compatible endpoint where one is set.

Used by sessions, which hand over messages, tools and the turn and get words and calls back, and by partners, who add endpoints of
their own. It refuses to decide anything: what an avatar wants to do is a call that the session checks. It refuses every host but the
configured one, and never shows a key again.
"""
