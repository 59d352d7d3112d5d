"""binascii"""
