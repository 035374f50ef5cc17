"""What people say of answers, kept and handed on."""
