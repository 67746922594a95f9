// The corpora of an experiment as stages see them.
#include "harness/flow/materials.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/files.hpp"

namespace xner::flow {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class MaterialsOfSample : public ::testing::Test {
 protected:
  void SetUp() override {
    ::setenv("XNER_DATASETS", (std::string(std::getenv("XNER_SOURCE")) + "/datasets").c_str(), 1);
  }
  void TearDown() override { ::unsetenv("XNER_DATASETS"); }

  Materials make(const std::vector<std::string>& overrides = {}) {
    config::Node root = config::parse_toml(
        "encoder = \"random-tiny\"\nmethods = [\"m\"]\n[data]\n[data.source]\ntrain = "
        "\"sample/aa/train\"\n"
        "dev = \"sample/aa/dev\"\n[data.targets.bb]\ntest = \"sample/bb/test\"\ndev = "
        "\"sample/bb/dev\"\n",
        "x.toml");
    for (const auto& text : overrides) config::apply_override(root, text);
    return {config::experiment_from(root, "x"),
            {"random-tiny", folder_.path(), {}, "encoder-digest", true},
            folder_.path()};
  }
  template <typename Action>
  std::string error(Action action) {
    try {
      static_cast<void>(action());
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  }
  TemporaryFolder folder_;
};

TEST_F(MaterialsOfSample, TargetsAreTextOnly) {
  auto materials = make();
  const std::string train = read_file(materials.path("data:source/train"));
  const std::string test = read_file(materials.path("data:target/bb/test"));
  EXPECT_THAT(train, HasSubstr("\"labels\""));
  EXPECT_THAT(test, Not(HasSubstr("\"labels\"")));
  EXPECT_THAT(read_file(materials.path("data:target/bb/dev")), Not(HasSubstr("\"labels\"")));
  EXPECT_GT(materials.gold("bb", "test").label_set.size(), 1U);
  EXPECT_EQ(materials.path("encoder"), folder_.path());
  EXPECT_EQ(materials.digest("encoder"), "encoder-digest");
}

TEST_F(MaterialsOfSample, ASweepHasSeveralSamples) {
  auto swept = make({"data.source.size=20,40"});
  config::Source one;
  one.size = 20;
  config::Source both;
  both.sizes = {20, 40};
  const std::string small = in_sample("data:source/train", both, one);
  EXPECT_EQ(swept.sentences(small), 20U);
  one.size = 40;
  EXPECT_EQ(swept.sentences(in_sample("data:source/train", both, one)), 40U);
  // The same sample as an experiment of one size has.
  auto single = make({"data.source.size=20"});
  EXPECT_EQ(swept.digest(small), single.digest("data:source/train"));
  EXPECT_EQ(swept.facts(small)["sentences"], 20);
  EXPECT_EQ(read_file(swept.path(small)), read_file(single.path("data:source/train")));
  EXPECT_THAT(error([&] { return swept.digest("data:source/train#999999999.1"); }),
              HasSubstr("999999999"));
}

TEST_F(MaterialsOfSample, SamplesAreNestedAndChangeTheDigest) {
  auto whole = make();
  auto small = make({"data.source.size=20"}), smaller = make({"data.source.size=10"});
  auto other = make({"data.source.size=10", "data.source.sample_seed=2"});
  EXPECT_EQ(small.source_train().size(), 20U);
  EXPECT_NE(small.digest("data:source/train"), whole.digest("data:source/train"));
  EXPECT_NE(other.digest("data:source/train"), smaller.digest("data:source/train"));
  EXPECT_EQ(small.digest("data:source/dev"), whole.digest("data:source/dev"));
  EXPECT_THAT(error([&] { return make({"data.source.size=10000000"}); }),
              HasSubstr("x.toml:5:1: "));
}

TEST_F(MaterialsOfSample, TranslationsFollowTheSample) {
  auto materials =
      make({"data.source.size=10", "data.targets.bb.translations=sample/bb/translations"});
  const auto translated = data::read_labelled_corpus(materials.path("data:translations/bb/train"));
  EXPECT_EQ(translated.size(), 10U);
  EXPECT_EQ(translated.text.sentences[0].source_id, materials.source_train().text.sentences[0].id);
}

TEST_F(MaterialsOfSample, FilesAreKnownByTheirContent) {
  const TemporaryFolder folder;
  const auto named = [&](const std::string& name, const std::string& bytes) {
    write_file(folder.path() / name, bytes);
    return "data.targets.bb.files.dictionary=" + (folder.path() / name).string();
  };
  auto one = make({named("a.txt", "a b\n")});
  const std::string from = "data:files/bb/dictionary";
  EXPECT_EQ(one.digest(from), make({named("b.txt", "a b\n")}).digest(from));
  EXPECT_NE(one.digest(from), make({named("c.txt", "a c\n")}).digest(from));
  EXPECT_EQ(one.path(from), folder.path() / "a.txt");
  EXPECT_EQ(one.sentences(from), 0U);
  write_file(folder.path() / "a.txt", "changed\n");
  EXPECT_THAT(error([&] { return one.path(from); }), HasSubstr("has changed since"));

  EXPECT_THAT(error([&] { return one.digest("data:files/bb/dictionnary"); }),
              AllOf(HasSubstr("needs the file 'dictionnary'"), HasSubstr("'dictionary'"),
                    HasSubstr("[data.targets.bb.files] dictionnary =")));
  EXPECT_THAT(
      error([&] { return make({"data.targets.bb.files.dictionary=./absent.txt"}).digest(from); }),
      HasSubstr("absent.txt"));
  EXPECT_THAT(
      error([&] {
        return make({"data.targets.bb.files.dictionary=" + folder.path().string()}).digest(from);
      }),
      HasSubstr("expected a file"));
}

TEST_F(MaterialsOfSample, UnlabelledTextIsANestedSampleWithoutLabels) {
  const std::string all = "data.targets.bb.unlabelled=sample/bb/train";
  const auto ids = [](Materials materials) {
    const auto file = materials.path("data:target/bb/unlabelled");
    EXPECT_THAT(read_file(file), Not(HasSubstr("\"labels\"")));
    std::set<std::string> found;
    for (const auto& sentence : data::read_text_corpus(file).sentences) found.insert(sentence.id);
    EXPECT_EQ(materials.facts("data:target/bb/unlabelled")["sentences"], found.size());
    return found;
  };
  const auto small = ids(make({all, "data.targets.bb.unlabelled_size=10"}));
  const auto large = ids(make({all, "data.targets.bb.unlabelled_size=30"}));
  const auto other =
      ids(make({all, "data.targets.bb.unlabelled_size=10", "data.source.sample_seed=2"}));
  EXPECT_EQ(small.size(), 10U);
  EXPECT_TRUE(std::includes(large.begin(), large.end(), small.begin(), small.end()));
  EXPECT_NE(other, small);
  EXPECT_GT(ids(make({all})).size(), 30U);
  EXPECT_THAT(error([&] { return make({"data.targets.bb.unlabelled_size=10"}); }),
              HasSubstr("expected 'unlabelled' beside it"));
}

TEST_F(MaterialsOfSample, ASweepOverSampleSeedsSamplesTheUnlabelledTextToo) {
  const std::string from = "data:target/bb/unlabelled";
  const std::vector<std::string> text{"data.targets.bb.unlabelled=sample/bb/train",
                                      "data.targets.bb.unlabelled_size=10"};
  const auto with = [&](const char* more) {
    auto all = text;
    all.emplace_back(more);
    return make(all);
  };
  auto swept = with("data.source.sample_seed=1,2");
  config::Source both, one;
  both.sample_seeds = {1, 2};
  EXPECT_EQ(in_sample(from, one, one), from);
  std::vector<std::string> names;
  for (const std::uint64_t seed : {1U, 2U}) {
    one.sample_seed = seed;
    names.push_back(in_sample(from, both, one));
    auto single = with(seed == 1 ? "data.source.sample_seed=1" : "data.source.sample_seed=2");
    EXPECT_EQ(swept.digest(names.back()), single.digest(from));
    EXPECT_EQ(swept.facts(names.back()), single.facts(from));
    EXPECT_EQ(swept.sentences(names.back()), 10U);
  }
  EXPECT_EQ(names[1], from + "#2");
  EXPECT_NE(swept.digest(names[0]), swept.digest(names[1]));
  // All of a text is one text.
  auto whole = make({text[0], "data.source.sample_seed=1,2"});
  EXPECT_EQ(whole.digest(names[0]), whole.digest(names[1]));
}

TEST_F(MaterialsOfSample, SaysWhatTheExperimentDoesNotName) {
  auto materials = make();
  EXPECT_THAT(error([&] { return materials.digest("data:target/bb/unlabelled"); }),
              HasSubstr("[data.targets.bb] unlabelled ="));
  EXPECT_THAT(error([&] { return materials.digest("data:translations/bb/train"); }),
              HasSubstr("'translations'"));
  EXPECT_THAT(error([&] { return materials.digest("data:target/cc/test"); }),
              HasSubstr("which the experiment has not"));
  EXPECT_THAT(error([&] { return materials.digest("data:nothing"); }),
              HasSubstr("no input that xner has"));
  EXPECT_THAT(
      error([&] { return make({"data.source.train=sample/aa/trian"}); }),
      HasSubstr("command line: unknown split of 'sample/aa' 'trian' (did you mean 'train'?)"));
}

TEST_F(MaterialsOfSample, FilesOfEqualContentAreEqualWhereverTheyLie) {
  for (const char* place : {"a", "b"})
    write_file(folder_.path() / place / "own.conll", "Ada B-PER\n\n");
  const auto from = [&](const char* place) {
    return make({"data.source.train=" + (folder_.path() / place / "own.conll").string()})
        .digest("data:source/train");
  };
  EXPECT_EQ(from("a"), from("b"));
}

TEST_F(MaterialsOfSample, FactsAreCountedFromWhatIsScored) {
  Materials materials = make();
  const auto& test = materials.facts("data:target/bb/test");
  EXPECT_EQ(test["name"], "sample/bb/test");
  EXPECT_EQ(test["sentences"], 200);
  EXPECT_EQ(test["entities"]["LOC"], 98);
  EXPECT_EQ(test["sha256"], materials.digest("data:target/bb/test"));
  EXPECT_FALSE(test.contains("file"));
  EXPECT_EQ(materials.facts("data:source/dev")["sentences"], 200);
  for (const char* other : {"encoder", "data:target/bb/dev", "data:nothing"})
    EXPECT_THAT(error([&] { return materials.facts(other).dump(); }),
                HasSubstr("nothing is recorded"));
}

}  // namespace
}  // namespace xner::flow
