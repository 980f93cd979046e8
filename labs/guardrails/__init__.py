"""What may go in and come out of a talk with an avatar, and how much of it.

Used by sessions before a text is kept, before it leaves for a model, and before an avatar's words are shown.
It refuses to guess: each verdict is a fixed check with a name, and none reads a person's feelings.
"""
