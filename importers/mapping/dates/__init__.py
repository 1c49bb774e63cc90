"""Legacy date texts to moments in UTC. `formats` is the table of all formats that are understood."""
