"""The only place that speaks SQL: connections, migrations, sealing, and one repository per noun."""
