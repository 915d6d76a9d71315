"""Invented people. Any likeness to somebody real is chance."""

from __future__ import annotations

# Portland's four organisers of the first winter; the third is the one who leaves.
FOUNDERS = (
    ("Wren Abernathy", "she/her"),
    ("Imogen Castellanos", "she/her"),
    ("Tamsin Okonjo", "she/her"),
    ("Delphine Marchetti", ""),
)

# The 84 others of the first winter, in the order in which they are drawn.
WINTER = """Noor Haddadin|Calla Whitford|Beatriz Anjos|Hye-jin Baek|Marguerite Dunleavy|Oyelaran Folake|Petra Lindqvist
Saoirse Kilbride|Lakshmi Venkataraman|Juniper Hollis|Ximena Arrieta|Tova Rosenbaum|Aiyana Redfeather|Greta Vandersloot
Mei-Ling Tsao|Adaeze Nwosu|Rosalind Pettibone|Farrah Sohrabi|Inés Valdovinos|Brigid Mulcahy|Kiri Parata|Zofia Bartosik
Dolores Quintanilla|Hanako Morinaga|Verity Ashcombe|Leilani Kekumu|Thandeka Mabuza|Ottilie Brandvold|Priya Ramanujam
Celeste Fontenot|Anneke Terpstra|Magda Szymborski|Yesenia Cabrales|Fiadh Corrigan|Bronwyn Prosser|Shirin Daneshvar
Odalys Batista|Linnea Sandberg|Chiamaka Eze|Rhiannon Caddick|Naomi Feinstein|Paloma Zaragoza|Sunniva Haugland
Etta Washburn|Kalinda Bose|Marisol Tejada|Philippa Goodspeed|Oksana Hrytsenko|Amara Diallo|Winifred Stroud|Tuyet Phan
Isolde Kappel|Jacinta Borges|Renata Kowalczuk|Ghazal Mirzaei|Corinne Delacroix-Hume|Sakura Ichinose|Blessing Adewumi
Hester Langmuir|Lucía Pedraza|Ngozi Umeh|Ailbhe Garrity|Mirela Dragan|Pernille Skov|Dinah Abramovitz|Xochitl Nava
Harriet Bellwether|Sabela Outeiro|Ruth Chepkemoi|Wilhelmina Groot|Anjali Deshmukh|Cordelia Finch|Nanami Ogata|Maeve Tolliver
Esperanza Lugo|Solveig Arnesen|Katya Volkonskaya|Imani Broadnax|Theodora Pappas|Lorna Kinnear|Vashti Ramdeen|Elowen Trevanion
Siobhan Rafferty|Perpetua Mwangi"""

# Those who came in the years after, in the order in which they join.
LATER = """Marlowe Jessup|Ana Carolina Seixas|Dagny Holmqvist|Fatoumata Keita|Lena Obermaier|Quynh Anh Lam|Rosemary Trout
Devika Nambiar|Chloe Battersby|Ikram Belkacem|Jolene Strand|Mihaela Ionescu|Astrid Nyholm|Waverly Cope|Soledad Farías
Eun-ji Noh|Bettina Krause|Makena Njoroge|Opal Dunmore|Giulia Ferrarotti|Nadia Benhaddou|Tess Wainwright|Harumi Sekine
Coralie Besson|Uchenna Okpara|Phoebe Larkspur|Ilse Rademaker|Rania Khoury|Maite Etxeberria|Joss Calloway|Ayelet Stern
Sage Thornbury|Parisa Golkar|Vivian Okoro|Liesel Adler|Carmen Ibarrola|Moira Dalgleish|Thi Mai Duong|Zainab Usman
Hattie Crowe|Nerys Bevan|Camila Restrepo|Ingrid Foss|Kavya Iyer|Lulu Pemberton|Zuzana Horáková|Amina Warsame|Robin Faulkner
Tallulah Voss|Daniela Müller-Reyes|Sanne Hoekstra|Efua Mensah|Clementine Roux|Jiayi Sheng|Hollis Marden|Aroha Ngata"""

BERLIN = """Frauke Petersen|Lale Aydın|Jördis Kammholz|Agnieszka Wrona|Miriam Sättele|Nele Ostrowski|Bahar Yıldırım|Svea Thormann
Clara Wiedenfeld|Oluwaseun Bakare|Ronja Kessler|Valentina Pirri|Hedwig Baumgart|Ruken Demir|Pauline Vogt|Esra Kılıç|Judith Hallmann
Tamar Gelashvili|Mareike Lüders|Soraya Amiri|Henrike Boll|Yuki Tanemura|Antonia Greve|Dilan Aksoy"""

RIO = """Jandira Moraes|Thaís Figueiredo|Luana Sakamoto|Conceição Prado|Bruna Escobar|Marina Teixeira Alves|Rosângela Brito
Yasmin Abdalla|Débora Kuhn|Iracema Tavares|Fernanda Nakagawa|Larissa Quadros|Simone Valadão|Vitória Campanella|Aline Pataxó
Gabriela Fonseca|Helena Zanetti|Ivone Salgado|Kátia Rezende|Nayara Lobato"""

TUNIS = """ليلى منصور|نهى الشربيني|سلمى عبد الرحيم|هبة فوزي|مريم جرجس|ياسمين البدري|دينا حلمي|رضوى كامل|آية السعدني|فرح زيدان
شيماء نجيب|منى الطوخي|إسراء البنا|نادين عطية|ريم شكري|حبيبة مراد|سارة القاضي|جنى رمزي"""


def people(text: str) -> list[str]:
    """Give the names of a list."""
    return [name.strip() for line in text.splitlines() for name in line.split("|")]


def pronouns_of(number: int) -> str:
    """Give some people pronouns and leave others without, as it is in life."""
    return ("she/her", "", "she/her", "", "they/them", "", "she/they", "")[number % 8]
