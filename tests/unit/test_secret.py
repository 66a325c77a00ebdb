"""What opens a model is not told on: as it is, and as JSON writes it."""

import json

from taskyard.worker.secret import Secrets

KEY = 'sk-"quoted"\\key-0123456789'


def test_values_of_secret_names_are_hidden_behind_the_name():
    secrets = Secrets.of(
        {"MODEL_API_KEY": KEY}, {"OTHER_TOKEN": "t" * 20, "MODEL_BASE_URL": "http://127.0.0.1:9"}
    )
    said = f"key {KEY}, token {'t' * 20}, at http://127.0.0.1:9"
    assert secrets.hide(said) == "key [MODEL_API_KEY], token [OTHER_TOKEN], at http://127.0.0.1:9"
    assert json.loads(secrets.hide(json.dumps({"text": said})))["text"].startswith("key [MODEL_API_KEY], ")


def test_the_longer_of_two_is_hidden_first_and_short_words_stay():
    secrets = Secrets.of({"A_KEY": "abcdefgh", "B_KEY": "abcdefgh-and-more", "C_KEY": "short"})
    assert secrets.hide("abcdefgh-and-more abcdefgh short") == "[B_KEY] [A_KEY] short"


def test_nothing_given_nothing_hidden():
    assert Secrets.of({}).hide("words") == "words"
