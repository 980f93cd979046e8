"""A model's proposals for the person who reviews a run: asked for, checked, kept apart from every mark.

Reviews show them beside the rule's finding. It refuses to write marks, to speak to learners, and to keep words of its own.
"""
