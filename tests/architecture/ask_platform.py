"""Run as a module by test_layout.py: which `platform` does a program of ours get?"""

import platform

print(platform.__file__)
