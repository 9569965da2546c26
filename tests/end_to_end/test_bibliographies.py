"""Bibliographies through the library: what a file of RIS, BibTeX or CSL-JSON says comes out again as it went in."""
import json

from support import EndToEnd, main

RIS = ("TY  - JOUR\nID  - k1\nTI  - Serving adapters\nAU  - Hu, Ada\nT2  - Journal of Serving\nJO  - J. Serv.\nPY  - 2021\n"
       "DA  - 2021/03/05\nUR  - https://a.example/1\nUR  - https://b.example/2\nN1  - first note\nN1  - second note\n"
       "AB  - We serve.\nSP  - 1\nER  - \n")
BIBTEX = ("@article{k1,\n  title = {{GPU} kernels for {LoRA}},\n  author = {Hu, Ada},\n  year = {2021},\n  journal = {J},\n"
          "  bdsk-url-1 = {https://a.example/1},\n  file2 = {a.pdf}\n}\n")
CSL = [{"id": "k1", "type": "article-journal", "title": "Serving adapters",
        "author": [{"family": "Maaten", "given": "Ada", "non-dropping-particle": "van der", "suffix": "Jr."}],
        "container-title": "J", "issued": {"date-parts": [[2021, 3], [2021, 5]]}, "page": "1-9"}]


def lines(text):
    return sorted(line.strip().rstrip(",") for line in text.splitlines() if line.strip())


class Bibliographies(EndToEnd):
    def there_and_back(self, name, text, form):
        self.ok("import", self.file(name, text))
        return self.ok("export", "--format", form)

    def test_ris(self):
        self.assertEqual(lines(self.there_and_back("a.ris", RIS, "ris")), lines(RIS))

    def test_bibtex(self):
        self.assertEqual(lines(self.there_and_back("a.bib", BIBTEX, "bibtex")), lines(BIBTEX))

    def test_csl_json(self):
        self.assertEqual(json.loads(self.there_and_back("a.json", json.dumps(CSL), "csl-json")), CSL)


if __name__ == "__main__":
    main()
