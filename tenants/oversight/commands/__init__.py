"""groups: who watches what · inspections: what was seen · rectifications: what must be put right · evaluations · look_backs ·
duties: the year's calendar."""
