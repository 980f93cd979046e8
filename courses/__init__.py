"""The second floor: what is taught, who learns it, and what each has achieved."""
