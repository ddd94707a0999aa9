UNFOLD_OFFICE: dict = {}
UNFOLD_PROVINCE: dict = {}
