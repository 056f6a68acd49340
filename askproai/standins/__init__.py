"""Stand-ins of the providers: they speak the wire contracts of Retell, Twilio and SendGrid on this machine.

Another party on purpose: nothing here imports the product, and the product reaches it over HTTP only.
"""
