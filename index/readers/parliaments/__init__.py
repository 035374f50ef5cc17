"""What parliaments publish: TEI, Akoma Ntoso, Hansard."""
