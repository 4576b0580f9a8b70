"""difference.py JSON NAME...: lines for some types of what `btfgen diff --format json` has written."""
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    types = json.load(file)["types"]
for name in sys.argv[2:]:
    for change in types:
        if change.get("name") != name:
            continue
        print(f"{name}: {change['family']} {change['change']}")
        for field in change.get("fields", []):
            places = [str(field[side]["bit_offset"] // 8) if side in field else "-"
                      for side in ("before", "after")]
            print("field", field["name"], field["change"], *field.get("how", []), *places)
        for one in change.get("enumerators", []):
            print("enumerator", one["name"], one["change"], one.get("before", "-"),
                  one.get("after", "-"))
