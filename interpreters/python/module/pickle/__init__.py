"""_pickle"""
