"""A clean download of three items, two customers and four purchases, to be soiled by tests."""

from pathlib import Path

ARTICLES = """\
article_id,product_code,prod_name,product_type_no,product_type_name,product_group_name,graphical_appearance_name,\
colour_group_name,perceived_colour_value_name,perceived_colour_master_name,department_name,index_name,\
index_group_name,section_name,garment_group_name,detail_desc
0108775015,108775,Strap top,253,Vest top,Upper,Solid,Black,Dark,Black,Basics,Ladies,Ladies,Everyday,Jersey,Two straps
0108775044,108775,Strap top,253,Vest top,Upper,Solid,White,Light,White,Basics,Ladies,Ladies,Everyday,Jersey,Two straps
0900000001,900000,Socks,302,Socks,Feet,Stripe,Blue,Dark,Blue,Hosiery,Men,Men,Basics,Socks,
"""
CUSTOMERS = """\
customer_id,FN,Active,club_member_status,fashion_news_frequency,age,postal_code
aa11,,,ACTIVE,NONE,21.0,p1
bb22,1.0,1.0,ACTIVE,Regularly,,p2
"""
TRANSACTIONS = """\
t_dat,customer_id,article_id,price,sales_channel_id
2018-09-20,bb22,0900000001,0.05,2
2018-09-20,aa11,0108775044,0.02,1
2018-09-20,aa11,0108775015,0.02,1
2020-09-22,aa11,0108775015,0.01,2
"""
PICTURES = ("010/0108775015.jpg", "010/0108775044.jpg", "090/0900000001.jpg")


def write_shop(
    root: Path, articles: bytes | None = None, customers: bytes | None = None, transactions: bytes | None = None
) -> Path:
    """A download in `root`, with these tables in place of the clean ones; pictures are empty files."""
    for stem, given, clean in (
        ("articles", articles, ARTICLES),
        ("customers", customers, CUSTOMERS),
        ("transactions_train", transactions, TRANSACTIONS),
    ):
        root.mkdir(parents=True, exist_ok=True)
        (root / f"{stem}.csv").write_bytes(clean.encode() if given is None else given)
    for name in PICTURES:
        (root / "images" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "images" / name).touch()
    return root
