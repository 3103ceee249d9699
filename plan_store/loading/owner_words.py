"""Words that tell a job title, a body and a subject from a person's name.

It splits nothing itself. To teach the loader a word, add it here, in lower case.
"""

# A job title carries one of these.
TITLE_WORDS = frozenset({
    "head", "heads", "director", "directors", "officer", "officers", "lead", "leads", "leader", "chief", "assistant",
    "deputy", "interim", "principal", "executive", "coordinator", "co-ordinator", "practitioner", "worker", "adviser",
    "advisor", "supervisor", "chair", "chairperson", "headteacher", "commissioner", "manager", "managers", "solicitor",
    "consultant", "nurse", "accountant", "analyst", "superintendent", "secretary", "clerk", "dcs", "psw", "iro", "lado",
    "ado", "ceo",
})  # fmt: skip

# A body's name carries one of these.
BODY_WORDS = frozenset({
    "board", "council", "committee", "team", "group", "panel", "partnership", "service", "services", "department",
    "directorate", "office", "agency", "agencies", "bureau", "forum", "trust", "school", "schools", "college", "police",
    "authority", "unit", "programme", "network", "steering", "safeguarding", "hub", "ofsted", "nhs", "icb",
    "university", "academy", "ministry", "cabinet", "partners",
})  # fmt: skip

# Two capital words that are a subject, not a person: “Early Help and Youth Justice” is no pair of people.
SUBJECT_WORDS = frozenset({
    "help", "care", "health", "justice", "assurance", "improvement", "social", "public", "early", "youth", "adult",
    "adults", "child", "children", "children's", "children’s", "family", "families", "education", "learning", "skills",
    "housing", "finance", "legal", "human", "resources", "quality", "performance", "practice", "prevention",
    "fostering", "adoption", "inclusion", "needs", "support", "protection", "leaving", "corporate", "strategic",
    "strategy", "community", "communities", "customer", "digital", "commissioning", "workforce", "development",
    "business", "policy", "insight", "planning",
})  # fmt: skip
