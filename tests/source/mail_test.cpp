#include "base/error.h"
#include "fake_fetcher.h"
#include "reading.h"
#include "source/connector.h"
#include "source/mime.h"
#include "source/scholar_mail.h"

#include <gtest/gtest.h>

namespace assay::source {
namespace {

TEST(Mime, EncodedWords_AreRead) {
  EXPECT_EQ(decode_words("=?UTF-8?B?5paw57WQ5p6c?"
                         "="),
            "新結果");
  EXPECT_EQ(decode_words("=?utf-8?Q?r=C3=A9sultats_?= =?utf-8?Q?nouveaux?= - x"),
            "résultats nouveaux - x");
  EXPECT_EQ(decode_words("=?windows-1252?Q?=93a=94?="), "“a”");
  EXPECT_EQ(decode_words("=?utf-8?B?w6k?= =?utf-8?B?"
                         "?="),
            "é");
  EXPECT_EQ(decode_words("=?utf-8?B?ww==?= =?utf-8?B?qQ==?="), "é") << "a character torn in two";
  EXPECT_EQ(decode_words("plain =? no word"), "plain =? no word");
  EXPECT_EQ(decode_words("=?utf-8?X?a?="), "=?utf-8?X?a?=");
}

TEST(Mime, Parameters_InPiecesAndCharacterSets) {
  EXPECT_EQ(header_parameter("text/plain; charset=\"UTF-8\"; boundary=x", "charset"), "UTF-8");
  EXPECT_EQ(header_parameter("a/b; name*=utf-8'en'na%C3%AFve", "name"), "naïve");
  EXPECT_EQ(header_parameter("a/b; name*0*=utf-8''%E2%82; name*1*=%AC; name*2=\" 5\"", "name"),
            "€ 5");
  EXPECT_EQ(header_parameter("a/b; name", "name"), "");
}

TEST(Mime, Encodings_AreUndone) {
  EXPECT_EQ(decode_base64("aGVs\r\nbG8="), "hello");
  EXPECT_EQ(decode_quoted_printable("a=3Db =\r\nc=C3=A9 =ZZ ="), "a=b c\xC3\xA9 =ZZ ");
  EXPECT_EQ(to_utf8("caf\xE9 \x93q\x94", "iso-8859-1"), "café “q”");
  EXPECT_EQ(to_utf8("caf\xE9", "utf-8"), "café") << "Windows-1252 that claims UTF-8";
  EXPECT_EQ(to_utf8("\x1B$B?7\x1B(B", "iso-2022-jp"), "新");
  EXPECT_EQ(to_utf8("caf\xE9", "no-such-set"), "café");
}

TEST(Mime, NestedParts_AreFound) {
  const Mail mail = parse_mail(
      "Subject: =?utf-8?Q?=C3=A9?=\r\n  and more\r\nContent-Type: multipart/mixed;\r\n"
      " boundary=\"o=o\"\r\n\r\npreamble\r\n--o=o\r\nContent-Type: multipart/alternative; "
      "boundary=i\r\n\r\n--i\r\n\r\nplain\r\n--i\r\nContent-Type: TEXT/HTML; "
      "charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=E9</p>\r\n"
      "--i--\r\n--o=o\r\nContent-Type: text/html\r\nContent-Disposition: attachment\r\n\r\nno\r\n"
      "--o=o--\r\n");
  EXPECT_EQ(mail.header("subject"), "é and more");
  ASSERT_EQ(mail.texts.size(), 2U);
  EXPECT_EQ(mail.texts[0].type, "text/plain");
  EXPECT_EQ(mail.texts[1].type, "text/html");
  EXPECT_NE(mail.texts[1].text.find("<p>é</p>"), std::string::npos);
}

TEST(ScholarAlert, Addresses_AreUnwrapped) {
  EXPECT_EQ(unwrapped_address("https://scholar.google.com/scholar_url?url=https://x.org/a%3Fb%3D1"
                              "&hl=en&sa=X"),
            "https://x.org/a?b=1");
  EXPECT_EQ(
      unwrapped_address("http://scholar.google.de/scholar_url?hl=de&q=http://x.org/p.pdf&sa=X"),
      "http://x.org/p.pdf");
  EXPECT_EQ(unwrapped_address("https://x.org/scholar_url?url=https://y.org"),
            "https://x.org/scholar_url?url=https://y.org");
  EXPECT_EQ(unwrapped_address("https://scholar.google.com/scholar?cites=1"),
            "https://scholar.google.com/scholar?cites=1");
}

TEST(ScholarAlert, Topics_AreReadInAnyLanguage) {
  EXPECT_EQ(alert_topic("\"federated learning\" - new results"), "federated learning");
  EXPECT_EQ(alert_topic("Ada Lovelace - neue Artikel"), "Ada Lovelace");
  EXPECT_EQ(alert_topic("« apprentissage » – nouveaux résultats"), "apprentissage");
  EXPECT_EQ(alert_topic("[k-means] - 新しい結果"), "k-means");
  EXPECT_EQ(alert_topic("\"a b\" or \"c - d\" - new results"), "\"a b\" or \"c - d\"");
  EXPECT_EQ(alert_topic("Recommended articles"), "");
}

std::string entry(const std::string& title, const std::string& url, const std::string& byline) {
  return "<h3><span>[PDF]</span> <a href=\"https://scholar.google.com/scholar_url?url=" + url +
         "&amp;hl=en\" class=\"gse_alrt_title\"><b>" + title + "</b></a></h3><div style=\"c\">" +
         byline + "</div><div class=\"gse_alrt_sni\">We show &amp;<br>prove </div><br>";
}

std::string mail(const std::string& subject, const std::string& html) {
  return "From: Google Scholar Alerts <scholaralerts-noreply@google.com>\nSubject: " + subject +
         "\nDate: Mon, 23 Nov 2026 10:00:00 +0000\nMIME-Version: 1.0\n"
         "Content-Type: text/html; charset=UTF-8\n\n<html><body>" +
         html + "</body></html>\n";
}

const std::string& paper() {
  static const std::string text =
      entry("Deep &amp; wide", "https://arxiv.org/pdf/2611.00001v1",
            "A One, B Two\xE2\x80\xA6 - arXiv preprint arXiv:2611.00001, 2026");
  return text;
}

TEST(Mail, Alert_GivesItsPapers) {
  const Everything all = read_text(
      mail("=?utf-8?Q?=22nets=22_-_r=C3=A9sultats?=",
           paper() + entry("Second", "https://x.org/y", "C Three - J. Nets, 2025 - x.org")),
      "alert.eml");
  EXPECT_EQ(all.format, Format::kMail);
  ASSERT_EQ(all.works.size(), 2U);
  const Work& work = all.works[0];
  EXPECT_EQ(work.id, "arxiv:2611.00001");
  EXPECT_EQ(work.title, "Deep & wide");
  EXPECT_EQ(work.abstract, "We show & prove");
  EXPECT_EQ(work.authors, (Strings{"A One", "B Two"}));
  EXPECT_EQ(work.venue, "arXiv");
  EXPECT_EQ(work.year, 2026);
  EXPECT_EQ(work.keywords, (Strings{"nets"}));
  EXPECT_EQ(identifiers(work), (Strings{"arxiv:2611.00001"}));
  EXPECT_NE(work.extra.find("\"alerted\":\"2026-11-23\""), std::string::npos);
  EXPECT_NE(work.extra.find("\"nets\\\" - résultats\""), std::string::npos) << work.extra;
  EXPECT_NE(work.extra.find("authors_cut"), std::string::npos);
  EXPECT_EQ(all.works[1].venue, "J. Nets");
  EXPECT_EQ(all.works[1].year, 2025);
  EXPECT_EQ(all.works[1].extra.find("authors_cut"), std::string::npos);
}

TEST(Mail, Mbox_KeepsAllReasonsOfAPaper) {
  const std::string mbox = "From x@y Mon Nov 23\n" + mail("\"nets\" - new results", paper()) +
                           "\nFrom x@y Mon Nov 23\nFrom: friend@example.org\nSubject: hi\nDate: "
                           "x\n\nbody\n>From quoted\n" +
                           "\nFrom x@y Tue Nov 24\n" +
                           mail("Ada Lovelace - new articles", paper()) +
                           "\nFrom x@y Tue Nov 24\n" + mail("empty - new results", "nothing");
  const Everything all = read_text(mbox);
  EXPECT_EQ(all.format, Format::kMail);
  ASSERT_EQ(all.works.size(), 1U);
  EXPECT_EQ(all.works[0].keywords, (Strings{"nets", "Ada Lovelace"}));
  EXPECT_NE(all.works[0].extra.find("Ada Lovelace - new articles"), std::string::npos);
  EXPECT_EQ(only_reason(all), "an alert without a paper");
}

TEST(Mail, OtherMail_IsNoAlert) {
  EXPECT_EQ(only_reason(read_text("From: a@example.org\nSubject: hi\n\nFrom here on\n\nFrom x\n")),
            "no alert of Google Scholar among 1 mails");
  EXPECT_THROW(read_text("Dear reader:\nFrom: nowhere\n"), Error);
}

class ScholarAlertsConnector : public testing::Test {
 protected:
  void put(const std::string& name, const std::string& text) {
    std::filesystem::create_directories((folder_.path() / name).parent_path());
    std::ofstream(folder_.path() / name, std::ios::binary) << text;
  }
  Page next(const std::string& cursor, const std::string& since = {}) {
    return make_connector({"gs", "scholar-alerts", folder_.path().string(), {}})
        ->next({cursor, since, 0}, fetcher_);
  }
  TempDir folder_;
  FakeFetcher fetcher_;
};

TEST_F(ScholarAlertsConnector, Maildir_IsReadAgainOnlyWhenMailCame) {
  put("new/1.a.host", mail("\"nets\" - new results", paper()));
  put("cur/2.b.host:2,S", "From: a@example.org\nSubject: hi\n\nx\n");
  put("tmp/3.c.host", mail("\"unfinished\" - new results", paper()));
  const Page first = next("");
  ASSERT_EQ(first.items.size(), 1U);
  EXPECT_EQ(first.remarks, (Strings{"1 other mails were passed over"}));
  EXPECT_FALSE(first.more);
  // Being read moves a mail and changes its name, not the mailbox.
  std::filesystem::rename(folder_.path() / "new/1.a.host", folder_.path() / "cur/1.a.host:2,S");
  const Page same = next(first.cursor);
  EXPECT_TRUE(same.items.empty());
  EXPECT_EQ(same.cursor, first.cursor);
  put("new/4.d.host", mail("Ada Lovelace - neue Artikel", paper()));
  const Page more = next(same.cursor);
  ASSERT_EQ(more.items.size(), 1U);
  EXPECT_EQ(std::get<Work>(more.items[0]).keywords, (Strings{"nets", "Ada Lovelace"}));
  EXPECT_TRUE(fetcher_.requests().empty()) << "Google Scholar is never asked";
}

TEST_F(ScholarAlertsConnector, OlderAlerts_AreNotWanted) {
  put("1.eml", mail("\"nets\" - new results", paper()));
  EXPECT_TRUE(next("", "2026-11-24").items.empty());
  EXPECT_EQ(next("", "2026-11-23").items.size(), 1U);
}

TEST_F(ScholarAlertsConnector, MissingMailbox_IsSaid) {
  try {
    static_cast<void>(
        make_connector({"gs", "scholar-alerts", "/no/such/mailbox", {}})->next({}, fetcher_));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Errc::kIo);
  }
  EXPECT_THROW(static_cast<void>(make_connector(
                   {"gs", "scholar-alerts", "https://scholar.google.com/scholar?q=x", {}})),
               Error);
}

}  // namespace
}  // namespace assay::source
