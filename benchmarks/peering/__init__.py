"""The same workload in every engine: communes with their villages, three rules, a score in three parts, four awards."""
