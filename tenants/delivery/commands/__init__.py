"""projects: opening, responsibility, changing and ending · plans: 项, milestones · progress: reports, completion ·
ledger: money."""
