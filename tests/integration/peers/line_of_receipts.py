# SPDX-License-Identifier: Apache-2.0
"""One mobilisation through a centre of the npm package smpp, judged by that centre's log."""
from outside import until


def expected(ending, refusal):
    """The state of the person and of the message to them, once all is told. A refusal comes as such, or as a receipt."""
    if ending == 72:
        return 'unreachable', refusal
    if ending == 80:
        return 'unreachable', 'unreachable'
    if ending == 78:
        return 'asked', 'accepted'
    if 90 <= ending <= 93:
        return 'confirmed', 'delivered'
    if 94 <= ending <= 96:
        return 'declined', 'delivered'
    return 'asked', 'delivered'


def judge(house, smsc, endings, refusal='refused'):
    which = house.call_everyone()
    wanted = {f'00{ending:02d}': expected(ending, refusal) for ending in endings}

    def told():
        return {who: (row['state'], row['message']) for who, row in house.people(which).items()}

    try:
        until(lambda: told() == wanted, 'every state to be right', seconds=30)
    except AssertionError:
        seen = told()
        raise AssertionError({who: (seen.get(who), want) for who, want in wanted.items() if seen.get(who) != want})
    asked = [line for line in smsc.submissions() if 'OUI' in line['text']]
    assert sorted(line['to'] for line in asked) == sorted(f'+3363998{who}' for who in wanted), 'each asked once'
    for line in asked:
        assert line['sender'] == '38123' and line['registered_delivery'] & 1 and line['validity'], line
        assert 'Digne-les-Bains' in line['text'] and 'Répondez' in line['text'], line['text']
    answers = sorted(f'00{ending:02d}' for ending in endings if 90 <= ending <= 96)
    until(lambda: sorted(line['from'][-4:] for line in smsc.acknowledged('reply')) == answers, 'each reply acknowledged once')
    with_receipt = {line['id'] for line in asked if line['taken'] and not line['to'].endswith('78')}
    until(lambda: {line['id'] for line in smsc.acknowledged('receipt')} >= with_receipt, 'each receipt acknowledged')
    _, inbox = house.tocsin('inbox')
    assert not inbox.get('replies', inbox.get('answers', [])), f'a receipt was taken for a reply: {inbox}'
