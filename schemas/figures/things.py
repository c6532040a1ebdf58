"""What the record counts: nouns that may stand behind a number ("five systems"), and words between the two.

A listed vocabulary, because any other noun may be a unit ("5 tons", "5 knots", "5 points"): a new thing is added here.
"""

_NOUNS = """
action agency agreement airbase airport announcement arrangement award base battalion battery bid bomb brigade buyer
camp case casualty category clash clause client combatant commitment company component condition contract contractor
corvette country course cruiser customer deal death delegation delivery demand destroyer detachment dialogue diplomat
division document drill drone engine event exemption exercise export exporter fatality fighter firm fleet flight force
formation frigate grenade grouping gun helicopter howitzer import importer initiative injury instance institution
instrument interceptor interview island item jawan jet job joint kit launcher law leader licence license lorry lot
machine measure mechanism meeting member minister ministry missile mission mortar mou name nation offer official
operator option order pact paragraph partner partnership party patrol phase piece pilot pistol plane plant platform
position post principle product program programme project proposal prototype provision purchase radar reactor
recipient regiment replacement request resolution restriction rifle rival rocket round sailor sanction satellite
section sector seller service session set ship shipment shipyard side signatory site soldier sortie spare
squadron state step subcontract submarine summit supplier supply system talk tank target tariff tender test torpedo
tour trainer tranche transaction treaty trial troop truck tube unit vehicle vendor vessel victim visit visitor vote
waiver warhead warplane warship weapon worker workshop
"""
_REGULAR = _NOUNS.split()
_IRREGULAR = {"memorandum": "memoranda", "person": "people", "aircraft carrier": "aircraft carriers"}


def _plural(noun: str) -> str:
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "sh", "ch", "x")) else f"{noun}s"


SINGULARS = {*_REGULAR, *_IRREGULAR}
PLURALS = {*map(_plural, _REGULAR), *_IRREGULAR.values(), "persons", "memorandums", "memoranda of understanding"}
# One form for one and for many: counted behind a number, but no plural that says "at least two".
BOTH = {
    *("times", "aircraft", "spacecraft", "personnel", "military personnel", "ammunition rounds", "men", "women"),
    *("dead", "killed", "wounded", "injured", "civilians", "no", "no.", "nos", "nos.", "number", "numbers"),
}
_ADJECTIVES = """
additional-use advanced air air-defence air-defense amphibious anti-aircraft anti-ship anti-submarine anti-tank armed
armored armoured arms army artillery assault attack automatic ballistic battle bilateral civil civilian combat
commercial cruise defence defense diplomatic direct economic fighter foreign former guided heavy heavy-lift indian joint
light long-range maritime medium military multi-role multilateral multirole naval navy nuclear nuclear-powered official
patrol power regimental russian short-range strategic stealth surface-to-air surveillance tactical transport trilateral
ultra-light utility
"""
ADJECTIVES = _ADJECTIVES.split()
