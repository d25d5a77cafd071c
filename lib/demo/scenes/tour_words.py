"""How tours are asked for, offered, taken and confirmed."""

from __future__ import annotations

WISH = (
    "[can I|could I|is it possible to] [see it|come see it|tour it|take a look] [{day}|on {day}]?",
    "[when|what times] [can I|could I] [see it|come by|tour]? {day} [works|is good|would be best] [for me|]",
    "[yes|yeah|sure], [is|how's|what about] {day} [ok|possible|open|]?",
    "[I'd like to|I want to|let me] [see it|tour|come see it] {day}",
    "[anything|any times|any openings] {day}?",
    "{day}[ maybe|?| afternoon?| if you have it|]",
    "[I'm off|I'm free|I can do] {day}",
    "[yes please|sure|ok]. {day}?",
    "[do you have|got] anything {day}[, not too early|, I work til 4|]?",
)
WISH_VAGUE = (
    "[can I|could we] [see it|come by|take a look at it|come see it in person]?",
    "[how do I|can I] [book|set up|schedule] a [tour|showing|visit]?",
    "[yes|yeah|sure] [let's do that|I'd like a tour|book me in]",
    "[ok|so] when can I [see it|come see it|tour it]?",
)
WHAT_DAY = (
    "[What day|Which day] [works best|works|suits you|would you like|is good for you]?",
    "[What|Which] day [this week|in the next few days] [works|is best] for you?",
    "[Tell me|Give me] a day and [I'll|I can] [check the calendar|see what's open].",
    "~I'd be happy to set that up! ~[What day were you thinking|Which day would you like to come]?",
    "[Sure|Of course]. [Which day|What day this week or next]?",
    "[Do you have a day in mind|When would you like to come by]?",
)
OFFER = (
    (
        "~We'd love to show you around! ~[The calendar has|I'm seeing] {times} [on|for] {day}. [What's "
        "best|Which is best] for you?"
    ),
    "[Here's|This is] what {day} looks like: {times}.[ Does one of those suit you?| Want me to hold one?|]",
    (
        "[On {day}|For {day}|{day}] I have {times}. [Which works|Which one works for you|Which would you "
        "like|What suits you]?"
    ),
    "[Open|Free] times [on|for] {day}: {times}.[ Which one?|]",
    "{times} [are|is what's] [open|free] on {day}. [Any of those|Do any of those work|Which one]?",
    "~Great news! ~[We have|There's] {times} [on|for] {day}.",
    "I can do {times} on {day}.[ Any preference?| Which do you want?|]",
    "{day} [has|shows] {times}. [Shall I book one?|Want one of those?|Pick one and I'll book it.]",
)
OFFER_ONE = (
    "[The only|Only one] [time left|opening] on {day} is {times}. [Does that work|Want it]?",
    "{day} [has|shows] {times} [and nothing else|only]. [Shall I take it|Would that work]?",
)
TAKE = (
    "{time} [works|is good|please|is perfect|is fine]",
    "{time}",
    "[let's do|I'll take|put me down for|go with] {time}",
    "[the|] {time} [one|slot] [please|works|]",
    "[can do|I can make] {time}",
    "{time} [then|I guess|if that's ok]",
    "[yes|ok|perfect] {time}",
    "hmm {time} [let's say|]",
    "[earlier the better so|I get off at so] {time}",
)
NONE = (
    "[Nothing is open|There's nothing free|No times left] {day}[, I'm afraid|, sorry|].",
    "{day} is [fully booked|full|not available].",
    "[Unfortunately|Sorry,] [there are no tours|the calendar is empty] on {day}.",
)
CLOSED = (
    "[The office is|We're] closed on {day}[, sorry|].",
    "[No tours|There are no tours] {day}, [the office is closed|we're closed that day].",
)
CONFIRM = (
    "[Great, you're|You're|OK, you're] on the calendar for <{day} at {time}>[ with {host}|]. ~If anything "
    "changes, [just tell me|reply here|let me know] and I'll [move it|find another time].~",
    "<{day}, {time}>, at {address}[. {host} will show you around|]. [Remember a photo ID|Bring your photo ID]"
    "~, and feel free to ask me anything before then~.",
    (
        "[You're booked|You're all set|Booked|Done]: <{day} at {time}>, {address}. [Ask for {host}|{host} "
        "will meet you|{host} is your host]."
    ),
    (
        "[All set|Confirmed|Booked] for {day} at {time}. [Come to|The address is|We're at] {address}[; "
        "please bring a photo ID|, bring a photo ID|]."
    ),
    (
        "~Wonderful! ~[Your tour is|I have you down for] <{day}, {time}> with {host}. [Please bring a "
        "photo ID|The office is at {address}]."
    ),
    "[See you|We'll see you] {day} at {time}, {address}~! Looking forward to meeting you~.",
    (
        "That's [confirmed|booked]: {day}, {time}[, with {host}|]. [And please bring a photo ID|Bring a "
        "photo ID|Text here if anything changes]."
    ),
)
