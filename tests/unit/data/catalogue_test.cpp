// harness/data/catalogue.cpp: references, paths, hints, pairs across parts.
#include "harness/data/catalogue.hpp"

#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/data/sample.hpp"
#include "tests/unit/data/temporary_file.hpp"

namespace xner::data {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class CatalogueTest : public testing::Test {
 protected:
  CatalogueTest() {
    write("datasets/toy.toml", R"(title = "Toy"
licence = "none"
obtain = "write it"
parallel = "all"
[files]
test = "toy/{part}.txt"
dev = "toy/{part}.dev"
[parts.one]
[parts.two]
[parts.three]
parallel = ""
)");
    write("datasets/sample.toml",
          read_file(std::filesystem::path(std::getenv("XNER_SOURCE")) / "datasets/sample.toml"));
    write("data/toy/one.txt", "a B-X\n\n-DOCSTART- O\n\nb O\n");
    write("data/toy/two.txt", "c B-X\n\nd O\n");
    write("data/toy/three.txt", "e B-X\n");
  }
  void write(const std::string& name, const std::string& text) {
    write_file(folder_.path() / name, text);
  }

  TemporaryFolder folder_;
  Catalogue catalogue_{folder_.path() / "datasets", folder_.path() / "data"};
};

TEST_F(CatalogueTest, LoadsByReference) {
  EXPECT_THAT(catalogue_.families(), ElementsAre("sample", "toy"));
  const auto corpus = catalogue_.load("toy/one/test");
  EXPECT_EQ(corpus.text.name, "toy/one/test");
  EXPECT_EQ(corpus.text.language, "one");
  EXPECT_EQ(corpus.size(), 2U);
  EXPECT_EQ(catalogue_.load("toy/one/test", true).size(), 3U);
  EXPECT_TRUE(catalogue_.present({"toy", "one", "test"}));
  EXPECT_FALSE(catalogue_.present({"toy", "one", "dev"}));
  EXPECT_TRUE(catalogue_.present({"sample", "aa", "dev"}));
}

TEST_F(CatalogueTest, LoadsByPath) {
  const std::string path = (folder_.path() / "data/toy/one.txt").string();
  EXPECT_EQ(catalogue_.load(path).size(), 3U);
  EXPECT_EQ(catalogue_.load_text(path).sentences.size(), 3U);
  EXPECT_THAT(error_of([&] { (void)catalogue_.load("/no/such/file"); }),
              HasSubstr("/no/such/file: cannot open"));
  EXPECT_THAT(error_of([&] { (void)catalogue_.load("nothing"); }),
              HasSubstr("found 'nothing' (`xner data list`"));
}

TEST_F(CatalogueTest, NamesTheNearest) {
  EXPECT_THAT(error_of([&] { (void)catalogue_.load("toi/one/test"); }),
              HasSubstr("did you mean 'toy'?"));
  EXPECT_THAT(error_of([&] { (void)catalogue_.load("toy/oen/test"); }),
              HasSubstr("unknown part of 'toy' 'oen' (did you mean 'one'?)"));
  EXPECT_THAT(error_of([&] { (void)catalogue_.load("toy/one/tset"); }),
              HasSubstr("did you mean 'test'?"));
  EXPECT_THAT(error_of([&] { (void)catalogue_.load("toy/one/dev"); }),
              testing::AllOf(HasSubstr("'toy/one/dev' is not there"), HasSubstr("write it"),
                             HasSubstr("toy/one.dev")));
}

TEST_F(CatalogueTest, PairsParallelPartsByOrder) {
  const auto two = catalogue_.load_translations("toy/two/test", "toy/one/test");
  EXPECT_EQ(two.text.sentences[1].source_id, "2");
  EXPECT_THAT(
      error_of([&] { (void)catalogue_.load_translations("toy/three/test", "sample/aa/test"); }),
      HasSubstr("found none"));
  const std::string path = (folder_.path() / "data/toy/two.txt").string();
  EXPECT_EQ(catalogue_.load_translations(path, "toy/one/test").text.sentences[0].source_id, "1");
}

TEST_F(CatalogueTest, PairsTheSamplesTranslations) {
  const auto translations =
      catalogue_.load_translations("sample/bb/translations", "sample/aa/train");
  EXPECT_EQ(translations.text.sentences[9].source_id,
            catalogue_.load("sample/aa/train").text.sentences[9].id);
}

TEST_F(CatalogueTest, ParsesReferences) {
  EXPECT_EQ(CorpusReference::parse("a/b/c")->text(), "a/b/c");
  for (const char* bad : {"", "a", "a/b", "a/b/c/d", "a//c", "/b/c", "./b/c", "a/../c", "a/b/"})
    EXPECT_FALSE(CorpusReference::parse(bad)) << bad;
}

TEST(DataRoot, ConfiguredThenEnvironmentThenData) {
  EXPECT_EQ(data_root("x"), "x");
  ::setenv("XNER_DATA", "/y", 1);
  EXPECT_EQ(data_root(""), "/y");
  ::unsetenv("XNER_DATA");
  EXPECT_EQ(data_root(""), "data");
}

}  // namespace
}  // namespace xner::data
