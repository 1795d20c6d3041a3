"""What the settings say of alerts: understood, or refused with what to write; a secret in the file is refused."""

import pytest

from outright.alerts.secrets import cleaned_of, value_of, values_in
from outright.alerts.subscription import alert, webhook
from outright.errors import AlertFailed, ConfigError

KNOWN = ["governor", "senate"]


def an_alert(**said):
    given = {"when": ["call"], "to": ["slack://env:SLACK_HOOK"], "limit": "6/hour", "contests": [], **said}
    return alert(0, known=KNOWN, environ={}, **given)


def a_hook(**said):
    given = {"url": "https://cms.example.org/hook", "secret_env": "HOOK", "events": ["call"], "contests": [],
             "allow_private": False, **said}  # fmt: skip
    return webhook(0, known=KNOWN, environ={}, **given)


def test_every_address_is_a_subscription_of_its_own():
    found = an_alert(to=["slack://env:SLACK_HOOK", "mailto://env:MAIL", "slack://env:SLACK_HOOK"], contests=["senate"])
    assert [s.destination.key for s in found] == ["slack://env:SLACK_HOOK", "mailto://env:MAIL"]
    assert [s.destination.label for s in found] == ["slack", "mailto"]
    assert {s.contests for s in found} == {frozenset({"senate"})}
    assert a_hook().destination.label == "webhook cms.example.org"
    assert a_hook(url="env:CMS").destination.label == "webhook env:CMS"


@pytest.mark.parametrize(
    "address",
    ["slack://env:SLACK_HOOK", "mailto://env:USER:env:PASS@example.org", "env:WHERE", "ntfy://desk-topic",
     "json://127.0.0.1:99/x", "tgram://env:TOKEN/12345", "mailtos://desk:env:PASS@mail.example.org?to=a@example.org",
     "json://cms.example.org/?apikey=env:KEY"],
)  # fmt: skip
def test_addresses_without_a_secret_in_them_are_taken(address):
    assert an_alert(to=[address])[0].destination.key == address


@pytest.mark.parametrize(
    "address",
    ["slack://T0/B0/sup3rsecret", "mailto://desk:sup3rsecret@example.org", "tgram://123:sup3rsecret/99",
     "json://user:sup3rsecret@127.0.0.1", "json://cms.example.org/?apikey=sup3rsecret",
     "mailto://env:USER:sup3rsecret@example.org", "ntfy://desk:sup3rsecret@ntfy.example.org/topic"],
)  # fmt: skip
def test_a_secret_in_the_settings_is_refused_and_not_repeated(address):
    with pytest.raises(ConfigError) as error:
        an_alert(to=[address])
    assert "sup3rsecret" not in error.value.line()
    assert "env:NAME" in error.value.hint


@pytest.mark.parametrize(
    ("said", "message", "hint"),
    [
        ({"when": ["cal"]}, "'cal' is nothing", "Did you mean 'call'?"),
        ({"to": []}, "goes nowhere", "slack://env:SLACK_HOOK"),
        ({"to": ["sup3rsecret"]}, "no address", "slack://env:SLACK_HOOK"),
        ({"limit": "often"}, "no limit", '"6/hour"'),
        ({"contests": ["govenor"]}, "no contest 'govenor'", "governor, senate"),
    ],
)
def test_what_is_wrong_with_an_alert_is_said(said, message, hint):
    with pytest.raises(ConfigError) as error:
        an_alert(**said)
    assert message in error.value.message and hint in error.value.hint
    assert error.value.where.startswith("alert[0].")
    assert "sup3rsecret" not in error.value.line()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"url": "http://cms.example.org/"}, "not encrypted"),
        ({"url": "https://127.0.0.1/"}, "this machine"),
        ({"url": "https://169.254.169.254/"}, "local link"),
        ({"url": "https://10.0.0.7/hook"}, "private"),
        ({"url": "https://user:sup3rsecret@cms.example.org/"}, "user name"),
        ({"url": "file:///etc/passwd"}, "https"),
        ({"url": "https://10.0.0.7/", "allow_private": True}, "private"),
        ({"secret_env": ""}, "has no name"),
        ({"secret_env": "sup3rsecret!"}, "has no name"),
        ({"events": []}, "nothing to tell"),
        ({"events": ["story"]}, "nothing that can be told"),
        ({"contests": ["x"]}, "no contest"),
    ],
)
def test_what_is_wrong_with_a_webhook_is_said(said, message):
    with pytest.raises(ConfigError) as error:
        a_hook(**said)
    assert message in error.value.message
    assert error.value.where.startswith("webhook[0].")
    assert "sup3rsecret" not in error.value.line()


def test_this_machine_is_posted_to_only_where_the_settings_say_so():
    assert a_hook(url="http://127.0.0.1:9/x", allow_private=True).limit is None


def test_values_come_from_the_environment():
    environ = {"A": "T0/B0/key", "WHOLE": "https://hooks.slack.example/services/T0/B0/key", "USER": "me", "PASS": "pw"}
    assert value_of("slack://env:A", environ) == "slack://T0/B0/key"
    assert value_of("slack://env:WHOLE", environ) == environ["WHOLE"]
    assert value_of("env:WHOLE", environ) == environ["WHOLE"]
    assert value_of("mailto://env:USER:env:PASS@example.org", environ) == "mailto://me:pw@example.org"
    with pytest.raises(AlertFailed, match="variable NOT_SET is not set"):
        value_of("slack://env:NOT_SET", environ)
    with pytest.raises(AlertFailed, match="variable EMPTY is not set"):
        value_of("slack://env:EMPTY", {"EMPTY": "  "})


def test_a_text_is_cleaned_of_a_secret_and_of_its_parts():
    secrets = values_in("slack://env:A", {"A": "T012345/B012345/sup3rsecret"})
    assert cleaned_of("no such hook: /services/B012345/sup3rsecret (T012345/B012345/sup3rsecret)", secrets) == (
        "no such hook: /services/…/… (…)"
    )
