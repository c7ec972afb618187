"""fashrec: would anybody have bought what your visual recommender shows?"""
