"""Pure rules of the programme: the life of an accreditation, and the gate."""
