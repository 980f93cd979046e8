from portal.demo import world


def test_sixty_learners_live_in_the_demo_world_each_with_an_address_of_their_own():
    addresses = [person.address for person in world.learners()]
    assert (len(addresses), len(set(addresses))) == (60, 60)
    assert all(address.isascii() for address in addresses)


def test_two_partners_run_three_cohorts_one_running_one_finished_one_not_yet_open():
    cohorts = [cohort for partner in world.PARTNERS for cohort in partner.cohorts]
    assert len(world.PARTNERS) == 2
    assert [(cohort.opens_in < 0, cohort.closes_in < 0) for cohort in cohorts] == [
        (True, False),
        (False, False),
        (True, True),
    ]


def test_nobody_is_promised_more_seats_than_a_cohort_has():
    for partner in world.PARTNERS:
        for cohort in partner.cohorts:
            assert len(cohort.learners) + len(cohort.invited) <= cohort.seats
            assert {person.email for person in partner.instructors} >= set(cohort.instructors)
            assert not cohort.waiting or len(cohort.learners) + len(cohort.invited) == cohort.seats
