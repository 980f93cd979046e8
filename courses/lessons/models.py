"""What a learner writes into lessons: answers given in place, notes, a guess, a reflection. All of it private."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import UniqueConstraint

from courses.catalogue.models import Activity, Module
from courses.enrolments.models import Enrolment


class LessonWork(models.Model):
    """One learner in one lesson. `answers`: question id → given, right, when; `notes`: id, anchor, text, when."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="lesson_work")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    updated_at = models.DateTimeField(auto_now=True)

    objects: ClassVar[models.Manager[LessonWork]] = models.Manager()

    class Meta:
        constraints = [UniqueConstraint(fields=["enrolment", "activity"], name="one_work_per_lesson")]

    def __str__(self) -> str:
        return f"work of enrolment {self.enrolment_id} in lesson {self.activity_id}"


class ModuleWork(models.Model):
    """One learner in one module: the guess before the lessons, the reflection after them."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="module_work")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="+")
    prediction = models.CharField(max_length=300, blank=True)
    predicted_at = models.DateTimeField(null=True, blank=True)
    reflection = models.TextField(blank=True)
    reflected_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[ModuleWork]] = models.Manager()

    class Meta:
        constraints = [UniqueConstraint(fields=["enrolment", "module"], name="one_work_per_module")]

    def __str__(self) -> str:
        return f"work of enrolment {self.enrolment_id} in module {self.module_id}"
