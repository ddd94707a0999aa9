"""The isolation matrix: every route × method of every host, asked with every credential that is not meant for it.

For each: nobody, another office's cookie (and the same session's row copied into our schema), another office's token,
a forged, a revoked and an expired one, our own cookie on another host, a suspended office; every role that may and
every role that may not, by session, and by token; a person who has left or lost the role; a form without its mark against
forgery; methods that the route does not answer; and the right role on the neighbour's record, on nobody's and on a
colleague's. No answer may show a word of another office or write into its schema.

970 routes, 1,340 routes × methods, 42,178 cells; `test_matrix` counts them and never lets them be fewer. Where to look:

    inventory   the routes, read from the resolvers; `surfaces` says what each page is for, policies say the rest
    cells       who asks, and what must come of it
    world, rows three offices with a row of every model under the same keys, each text of which says whose it is
    asking      one request, and by PostgreSQL's own count which tables it wrote to
    judging     all the cells of a route; cells that need the same to be so are asked in one scene
    test_matrix_bites   the house broken on purpose: the matrix must say so
"""
