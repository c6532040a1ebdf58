"""Validation and export on Apache Spark: the same schemas, the same checks and the same report on many machines.

The driver opens the package; workers read parts of files (`layout`, `reading`, `parquet_file`), check them with the
compiled schema (`checking`), and Spark runs the SQL of the keys (`keys`). Every node has to see the package's folder
under the same path. docs/scale.md says what it costs.
"""
