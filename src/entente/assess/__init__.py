"""From claims to findings: what holds, what is new, what clashes, what is forbidden, who draws closer."""
