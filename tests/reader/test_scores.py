import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from entente.reader.scores import candidate_words, join_codes, log_softmax, sigmoid, softmax
from tests.reader.fakes import document, windower


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=8))
def test_probabilities_sum_to_one(values):
    row = np.array(values, np.float32)
    assert abs(float(softmax(row).sum()) - 1) < 1e-4
    assert np.allclose(np.exp(log_softmax(row)), softmax(row), atol=1e-4)
    assert ((sigmoid(row) >= 0) & (sigmoid(row) <= 1)).all()


def test_only_words_in_focus_that_may_carry_an_event_are_candidates():
    events = np.array([[0.1, 0.2, 0.7], [0.1, 0.8, 0.1], [0.99, 0.01, 0.0]], np.float32)
    assert candidate_words(events, [True, False, True]) == ([0], [2])


def test_a_code_told_twice_is_one_candidate_at_least_as_strong():
    (window,) = windower().windows(document("Freedonia met Sylvania in 1930, Freedonia said."))
    links = np.zeros((1, len(window.candidates), 6), np.float32)
    roles, times = join_codes(links, window)
    assert window.codes == ["FRD", "SYL"]
    assert roles.shape == (1, 2, 5)
    assert times.shape == (1, 1)
    assert roles[0, 0, 0] > roles[0, 1, 0] == 0
