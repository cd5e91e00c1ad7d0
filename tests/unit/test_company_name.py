import pytest

from crm_plus.core.company_name import company_key, person_key, tax_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme GmbH", "acme"),
        ("ACME  Soft", "Acme-Soft Ltd."),
        ("Acme, Inc.", "Acme Incorporated"),
        ("Acme Co., Ltd.", "Acme Company Limited"),
        ("Acme Pte. Ltd.", "Acme"),
        ("Sunrise Sdn. Bhd.", "SUNRISE"),
        ("Smith & Sons", "Smith and Sons LLC"),
        ("Ａｃｍｅ", "Acme"),
        ("شرکت پارس‌نت (سهامی خاص)", "پارس نت"),
        ("شركت كيميا", "کیمیا"),
        ("بازرگانی یاس با مسئولیت محدود", "بازرگانی ياس"),
        ("مُهرآوران", "مهرآوران"),
        ("台灣科技股份有限公司", "台灣科技"),
        ("北京软件有限公司", "北京软件有限责任公司"),
        ("株式会社アクメ", "アクメ"),
    ],
)
def test_key_is_equal_when_only_the_writing_differs(one, other):
    assert company_key(one) == company_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "Acme Holding"),
        ("Acme", "Acne"),
        ("Müller", "Muller"),
        ("Acme 1", "Acme 2"),
        ("پارس نت", "پارس وب"),
        ("台灣科技", "台灣科學"),
    ],
)
def test_key_differs_when_the_names_do(one, other):
    assert company_key(one) != company_key(other)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("", ""),
        (None, ""),
        (" . - ", ""),
        ("Limited", "limited"),
        ("The Company", "thecompany"),
        ("شرکت", "شرکت"),
        ("有限公司", "有限公司"),
        ("Co & Co", "co"),
    ],
)
def test_key_of_names_that_are_little_more_than_a_legal_form(name, key):
    assert company_key(name) == key


def test_tax_key_forgets_marks_and_case():
    assert tax_key(" de 123-456.789 ") == "DE123456789"
    assert tax_key("１２３") == "123"
    assert tax_key(None) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kim Conly", " kim   CONLY "),
        ("Anne-Marie O'Hara", "Anne Marie OHara"),
        ("J.R. Smith", "JR Smith"),
        ("مریم حسینی", "مريم  حسيني"),
        ("علی‌رضا", "علی رضا"),
        ("林 育廷", "林育廷"),
    ],
)
def test_person_key_is_equal_when_only_the_writing_differs(one, other):
    assert person_key(one) == person_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kim Conly", "Kim Connly"),
        ("Jo Ab", "Jo"),
        ("Li Co", "Li"),
        ("林育廷", "林育婷"),
    ],
)
def test_person_key_differs_when_the_names_do(one, other):
    assert person_key(one) != person_key(other)


@pytest.mark.parametrize("name", ["", None, " . - "])
def test_person_key_of_no_name(name):
    assert person_key(name) == ""
