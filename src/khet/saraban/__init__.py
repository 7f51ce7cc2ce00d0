"""Official correspondence (งานสารบรรณ)."""
