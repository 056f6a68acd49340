"""The same for callers who speak English."""

from __future__ import annotations

from telephony.dialogue.sentiment.cues import DISTRESS, HEAT, JOY, cues

CUES = (
    *cues(
        HEAT,
        0.5,
        r"\b(?:second|third|fourth|fifth|tenth|hundredth) time\b",
        (
            r"\b(?:twice|three times|four times|several times|many times|again and again"
            r"|over and over|yet again)\b"
        ),
        r"\bstill (?:haven t|hasn t|havent|hasnt|not|no|waiting|didn t|nothing|don t)\b",
        (
            r"\b(?:been|waiting|waited|on hold|sat) (?:\w+ ){0,3}(?:for|since) (?:\w+ ){0,"
            r"3}(?:minutes|hours|days|weeks|months|ages|monday|yesterday|forever)\b"
        ),
        (
            r"\b(?:nobody|no one|noone|never) (?:\w+ ){0,3}(?:picks?|answers?|calls?"
            r"|called|told|helps?|listens?|listening|back)\b"
        ),
        r"\b(?:i )?(?:already|just) (?:told|said|gave|explained|answered|spelled|spelt)\b",
        (
            r"\b(?:not what i (?:was told|asked|wanted|said)|was promised|were supposed to"
            r"|was supposed to|said you would|said you d)\b"
        ),
        (
            r"\b(?:annoy\w*|frustrat\w*|disappoint\w*|unhappy|dissatisfied|complain\w*"
            r"|rude|unprofessional|useless|pointless|hopeless|terrible|awful|a joke)\b"
        ),
        (
            r"\b(?:how many times|how often do i|how long do i|what s taking|hurry up|get "
            r"on with it|what s the point|never mind then|forget it)\b"
        ),
        r"\b(?:you re not listening|are you listening|listen to me|you don t understand|not listening)\b",
        r"\b(?:yeah right|oh great|just great|thanks for nothing|very funny)\b",
        r"\bgo(?:ing)? somewhere else\b|\btake my business\b",
    ),
    *cues(
        HEAT,
        1.2,
        (
            r"\b(?:ridiculous|outrageous|disgrace\w*|unacceptable|disgusting|appalling"
            r"|shocking|a scam|rip ?off|scandal\w*)\b"
        ),
        (
            r"\b(?:fuck\w*|shit\w*|bloody|damn\w*|bullshit|crap|idiot\w*|stupid|moron\w*"
            r"|asshole\w*|shut up|bastard\w*|hell)\b"
        ),
        (
            r"\b(?:lawyer|solicitor|sue you|report you|one star|bad review|my money back"
            r"|never coming back|fed up|sick of|had enough)\b"
        ),
        (
            r"\b(?:right now|this instant|immediately)\b.*\b(?:human|person|manager"
            r"|someone)\b|\b(?:human|person|manager|someone)\b.*\b(?:right now|this "
            r"instant|immediately)\b"
        ),
        r"\bwasting my time\b|\bwaste of time\b",
    ),
    *cues(
        DISTRESS,
        0.7,
        (
            r"\b(?:scared|afraid|terrified|panick\w*|desperate|frightened|in tears|crying"
            r"|helpless|devastated|worried sick)\b"
        ),
        (
            r"\b(?:please help|help me|can t (?:take|bear|stand|cope|go on)|unbearable"
            r"|agony|so much pain|terrible pain|emergency)\b"
        ),
        (
            r"\b(?:don t know (?:what to do|where to turn|how to cope)|passed away|has "
            r"died|just died|can t breathe|bleeding|unconscious|couldn t sleep)\b"
        ),
    ),
    *cues(
        JOY,
        0.6,
        (
            r"\b(?:brilliant|perfect|wonderful|fantastic|amazing|awesome|excellent|lovely"
            r"|marvellous|superb|delighted|great news)\b"
        ),
        (
            r"\b(?:so (?:kind|nice|helpful|happy|glad|pleased|grateful)|very (?:kind"
            r"|helpful|pleased|happy)|really (?:helpful|kind|nice|happy|pleased)|lifesaver"
            r"|life saver|appreciate|thank you so much|thanks so much|you re the best"
            r"|made my day|can t thank you|well done)\b"
        ),
    ),
)  # fmt: skip
