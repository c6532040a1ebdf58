"""Loads every configuration of a Hugging Face card with the hub's own library, and prints its rows and columns as JSON.

Run by `.venv-metadata`, which has datasets, and not by pytest: python load_card.py FOLDER CACHE. Nothing is fetched.
"""

import json
import os
import sys

os.environ |= {"HF_HUB_OFFLINE": "1", "HF_HOME": sys.argv[2], "HF_DATASETS_DISABLE_PROGRESS_BARS": "1"}

import datasets

folder, cache = sys.argv[1:]
found = {}
for name in datasets.get_dataset_config_names(folder):
    split = datasets.load_dataset(folder, name, split="train", cache_dir=cache)
    found[name] = {"rows": split.num_rows, "columns": split.column_names}
print(json.dumps({"default": datasets.get_dataset_default_config_name(folder), "configurations": found}))
