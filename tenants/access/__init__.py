"""How people prove who they are: sessions, second factors, passkeys, links by mail, single sign-on."""
