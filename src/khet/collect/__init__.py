"""Information systems without programming: forms, rounds, record types and master records (duties ข and ค)."""
