import sys

from tests.ballot_campaign.campaign import main

sys.exit(main(sys.argv[1:]))
