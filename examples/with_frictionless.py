"""frictionless: every table with what its columns mean, straight from the CSV files of the repository.

Run in the folder of the repository: python examples/with_frictionless.py
"""

from frictionless import Package

package = Package("datapackage.json")
print(f"{package.title} {package.version}")
for resource in package.resources:
    rows = resource.read_rows()
    print(f"{resource.name}: {len(rows)} rows, {len(resource.schema.fields)} columns; {resource.description}")

claims = package.get_resource("claims").read_rows()
units = {field.name: field.description for field in package.get_resource("claims").schema.fields}
print(f"\nvalue: {units['value']}")
for row in claims[:5]:
    print(f"{row['claim_id']}: {row['as_written']!r} is read as {row['qualifier']} {row['value']} {row['unit']}")
