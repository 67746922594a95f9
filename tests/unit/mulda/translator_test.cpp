// A translator as a process: the protocol, the memory, and programs that do not keep to it.
#include "plugins/mulda/translator.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include <gmock/gmock.h>

#include "harness/base/error.hpp"
#include "tests/unit/data/temporary_file.hpp"

namespace {

namespace fs = std::filesystem;
using mulda::Translator;
using testing::ElementsAre;
using testing::HasSubstr;
using xner::data::error_of;

/// A shell script as the translator of a test.
class TranslatorProcess : public testing::Test {
 protected:
  fs::path program(const std::string& body, const std::string& name = "translate") {
    const fs::path path = folder_.path() / name;
    xner::write_file(path, "#!/bin/sh\n" + body);
    fs::permissions(path, fs::perms::owner_all);
    return path;
  }
  Translator translator(const fs::path& path, std::vector<std::string> arguments = {}) {
    return Translator({path, std::move(arguments), "en", "de", cache_},
                      [this](std::size_t done, std::size_t total) {
                        done_ = done;
                        total_ = total;
                      });
  }
  std::string error(const std::string& body) {
    Translator one = translator(program(body));
    const std::vector<std::string> texts{"a", "b"};
    return error_of([&] { (void)one.translate(texts); });
  }
  /// Answers "de:<text>" in reverse order, and counts its runs.
  fs::path reversing() {
    return program(
        "echo run >>\"$0.runs\"\n"
        "sed 's/.*\"id\":\\([0-9]*\\).*\"text\":\"\\([^\"]*\\)\".*/{\"id\": \\1, \"text\": "
        "\"de:\\2\"}/' | tac\n");
  }
  std::size_t runs() {
    const fs::path file = folder_.path() / "translate.runs";
    if (!fs::exists(file)) return 0;
    const std::string text = xner::read_file(file);
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  }

  xner::TemporaryFolder folder_;
  fs::path cache_ = folder_.path() / "cache";
  std::size_t done_ = 0, total_ = 0;
};

TEST_F(TranslatorProcess, ABatchInABatchOut) {
  Translator one = translator(reversing());
  const std::vector<std::string> texts{"b", "a", "b", "c"};
  EXPECT_THAT(one.translate(texts), ElementsAre("de:b", "de:a", "de:b", "de:c"));
  EXPECT_EQ(one.asked(), 3U);
  EXPECT_EQ(one.sent(), 3U);
  EXPECT_EQ(done_, 3U);
  EXPECT_EQ(total_, 3U);
  EXPECT_EQ(runs(), 1U);
}

TEST_F(TranslatorProcess, WhatWasSaidIsNotAskedAgain) {
  const fs::path path = reversing();
  const std::vector<std::string> first{"a", "b"}, second{"b", "c"};
  (void)translator(path).translate(first);
  Translator again = translator(path);
  EXPECT_THAT(again.translate(second), ElementsAre("de:b", "de:c"));
  EXPECT_EQ(again.sent(), 1U);
  EXPECT_THAT(translator(path).translate(first), ElementsAre("de:a", "de:b"));
  EXPECT_EQ(runs(), 2U);
  // Other arguments, or another program, are another translator.
  (void)translator(path, {"--beam", "5"}).translate(first);
  EXPECT_EQ(runs(), 3U);
  std::ofstream(path, std::ios::app) << "# version 2\n";
  (void)translator(path).translate(first);
  EXPECT_EQ(runs(), 4U);
}

TEST_F(TranslatorProcess, TheMemoryIsOfContentsNotOfPaths) {
  (void)translator(reversing()).translate(std::vector<std::string>{"a"});
  const fs::path moved = folder_.path() / "elsewhere";
  fs::rename(folder_.path() / "translate", moved);
  Translator same = translator(moved);
  (void)same.translate(std::vector<std::string>{"a"});
  EXPECT_EQ(same.sent(), 0U);
}

TEST_F(TranslatorProcess, ALineThatWasCutShortIsAskedForAgain) {
  const fs::path path = reversing();
  (void)translator(path).translate(std::vector<std::string>{"a", "b"});
  const fs::path file = fs::directory_iterator(cache_)->path();
  const std::string bytes = xner::read_file(file);
  xner::write_file(file, bytes.substr(0, bytes.size() - 5));
  Translator again = translator(path);
  EXPECT_THAT(again.translate(std::vector<std::string>{"a", "b"}), ElementsAre("de:a", "de:b"));
  EXPECT_EQ(again.sent(), 1U);
}

TEST_F(TranslatorProcess, WithoutACacheNothingIsRemembered) {
  cache_.clear();
  const fs::path path = reversing();
  (void)translator(path).translate(std::vector<std::string>{"a"});
  (void)translator(path).translate(std::vector<std::string>{"a"});
  EXPECT_EQ(runs(), 2U);
}

TEST_F(TranslatorProcess, ProgramsThatDoNotKeepToTheProtocol) {
  EXPECT_THAT(error("echo no model >&2; exit 3\n"),
              testing::AllOf(HasSubstr("exit code 3"), HasSubstr("no model"), HasSubstr("README")));
  EXPECT_THAT(error("cat >/dev/null; kill -SEGV $$\n"), HasSubstr("SIGSEGV"));
  EXPECT_THAT(error("cat >/dev/null; echo '{\"id\": 0, \"text\": \"x\"}'\n"),
              HasSubstr("an answer to each of 2 texts, found 1; the first without one is 'b'"));
  EXPECT_THAT(error("cat >/dev/null; echo hello\n"), HasSubstr("found the line 'hello'"));
  EXPECT_THAT(error("cat >/dev/null; echo '{\"id\": 5, \"text\": \"x\"}'\n"),
              HasSubstr("an id below 2"));
  EXPECT_THAT(error("cat >/dev/null; echo '{\"id\": -1, \"text\": \"x\"}'\n"),
              HasSubstr("expected one object"));
  EXPECT_THAT(error("cat >/dev/null; echo '{\"id\": 0, \"text\": 1}'\n"),
              HasSubstr("expected one object"));
  EXPECT_THAT(error("cat >/dev/null; for i in 1 2; do echo '{\"id\": 0, \"text\": \"x\"}'; done\n"),
              HasSubstr("each id once"));
  const fs::path plain = program("");
  fs::permissions(plain, fs::perms::owner_read);
  Translator one = translator(plain);
  EXPECT_THAT(error_of([&] { (void)one.translate(std::vector<std::string>{"a"}); }),
              HasSubstr("exit code 126"));
}

TEST_F(TranslatorProcess, WhatWasAnsweredBeforeAFailureIsKept) {
  const fs::path path = program(
      "cat >/dev/null; echo '{\"id\": 0, \"text\": \"x\"}'\n[ -e \"$0.well\" ] || exit 1\n");
  Translator one = translator(path);
  EXPECT_THROW((void)one.translate(std::vector<std::string>{"a", "b"}), xner::Error);
  xner::write_file(path.string() + ".well", "");
  Translator again = translator(path);
  EXPECT_THAT(again.translate(std::vector<std::string>{"a", "b"}), ElementsAre("x", "x"));
  EXPECT_EQ(again.sent(), 1U);
}

TEST_F(TranslatorProcess, AReportThatThrowsEndsTheProgram) {
  Translator one({program("cat >/dev/null; echo '{\"id\": 0, \"text\": \"x\"}'; sleep 100\n"),
                  {},
                  "en",
                  "de",
                  {}},
                 [](std::size_t done, std::size_t) {
                   if (done > 0) throw xner::Error(xner::ErrorKind::kStage, "cancelled");
                 });
  EXPECT_THAT(error_of([&] {
                (void)one.translate(std::vector<std::string>{"a", "b"});
              }),
              HasSubstr("cancelled"));
}

TEST_F(TranslatorProcess, TheCacheFolderIsTheUsersUnlessNamed) {
  ::setenv("XNER_TRANSLATIONS", "/named", 1);
  EXPECT_EQ(mulda::translation_cache(), "/named");
  ::setenv("XNER_TRANSLATIONS", "", 1);
  EXPECT_EQ(mulda::translation_cache(), "");
  ::unsetenv("XNER_TRANSLATIONS");
  ::setenv("XDG_CACHE_HOME", "/cache", 1);
  EXPECT_EQ(mulda::translation_cache(), "/cache/xner/translations");
}

}  // namespace
