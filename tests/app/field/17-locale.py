"""A plan under a locale with a decimal comma: locale_test.py has every command; here, that the plan is read."""


def case(field):
    found = field.weights('plan.json')
    field.check('plan.json: weights', found == {'AAPL': 0.2, 'MSFT': 0.1}, found)
