// harness/cli/data.cpp: what `xner data` prints and returns.
#include "harness/cli/data.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"

namespace xner::cli {
namespace {

using testing::HasSubstr;

class Data : public testing::Test {
 protected:
  Data() {
    write("datasets/toy.toml", R"(title = "A toy of two languages"
licence = "none"
obtain = "write it yourself, in a text editor of your choice, into toy/ under the data root"
types = ["LOC", "PER"]
[files]
train = "toy/{part}.train"
test = "toy/{part}.test"
[parts.aa]
counts = { train = [2, 1], test = [2, 2] }
published = { train = [3, 1] }
[parts.bb]
[parts.a_long_name]
splits = ["test"]
)");
    write("data/toy/a_long_name.test", "c B-PER\n");
    write("data/toy/aa.train", "-DOCSTART- O\n\na B-PER\n\nb O\n");
    write("data/toy/aa.test", "a O\nX I-LOC\n\nb O\n\nb O\n");
    options_.descriptors = folder_.path() / "datasets";
    options_.root = folder_.path() / "data";
  }
  void write(const std::string& name, const std::string& text) {
    write_file(folder_.path() / name, text);
  }
  std::string text_of(int (*task)(const DataOptions&, std::ostream&), int expected = 0) {
    std::ostringstream out;
    EXPECT_EQ(task(options_, out), expected);
    std::istringstream lines(out.str());
    for (std::string line; std::getline(lines, line);) {
      const bool has_path = line.find(folder_.path().string()) != std::string::npos;
      EXPECT_TRUE(has_path || line.size() <= 80) << line;
    }
    return out.str();
  }

  TemporaryFolder folder_;
  DataOptions options_;
};

TEST_F(Data, ListsWhatIsThereAndHowToObtainTheRest) {
  const std::string text = text_of(run_data_list);
  EXPECT_THAT(text, HasSubstr("toy           A toy of two languages\n"));
  EXPECT_THAT(text, HasSubstr("  aa           train test\n  a_long_name  test\n"));
  EXPECT_THAT(text, HasSubstr("  absent:     bb\n"));
  EXPECT_THAT(text, HasSubstr("  to obtain:  write it yourself"));
  options_.names = {"toy/aa"};
  EXPECT_THAT(text_of(run_data_list), testing::Not(HasSubstr("absent")));
}

TEST_F(Data, CheckNamesWhatDiffers) {
  const std::string text = text_of(run_data_check, 2);
  EXPECT_THAT(text, HasSubstr("ok    toy/aa/train                  2 sentences, 1 entities\n"));
  EXPECT_THAT(text, HasSubstr("note: 1 sentences of nothing but -DOCSTART- dropped"));
  EXPECT_THAT(text, testing::Not(HasSubstr("published")));  // 2 + 1 are the 3 that papers count
  EXPECT_THAT(text, HasSubstr("ERROR toy/aa/test                   3 sentences, 1 entities\n"
                              "      error: expected 2 sentences, 2 entities\n"));
  EXPECT_THAT(text, HasSubstr("note: 1 tags that the scheme does not allow"));
  EXPECT_THAT(text, HasSubstr("note: 1 sentences repeat an earlier one"));
  EXPECT_THAT(text, HasSubstr("note: 2 sentences also occur in train"));
  EXPECT_THAT(text, HasSubstr("3 of 5 splits present, 1 errors"));
}

TEST_F(Data, CheckListsTheDefectsOfAFileAndGoesOn) {
  write("data/toy/aa.train", "a X\nb\xFF O\n");
  const std::string text = text_of(run_data_check, 2);
  EXPECT_THAT(text, HasSubstr("aa.train:1:3: expected 'O' or a tag"));
  EXPECT_THAT(text, HasSubstr("aa.train:2:2: expected UTF-8"));
  EXPECT_THAT(text, HasSubstr("toy/aa/test"));
}

TEST_F(Data, StatsIsATable) {
  EXPECT_EQ(text_of(run_data_stats),
            "toy               sentences  entities  words  LOC  PER\n"
            "aa/train                  2         1      2    0    1\n"
            "aa/test                   3         1      4    1    0\n"
            "a_long_name/test          1         1      1    0    1\n");
  options_.root = "/nowhere";
  EXPECT_THAT(text_of(run_data_stats), HasSubstr("no corpus is present"));
}

TEST_F(Data, ExportsColumnsWordsAndTheCanonicalForm) {
  options_.names = {"toy/aa/test"};
  EXPECT_EQ(text_of(run_data_export), "a\tO\nX\tB-LOC\n\nb\tO\n\nb\tO\n\n");
  options_.format = "words";
  EXPECT_EQ(text_of(run_data_export), "a\nX\n\nb\n\nb\n\n");
  options_.format = "canonical";
  options_.output = (folder_.path() / "out.jsonl").string();
  EXPECT_EQ(text_of(run_data_export), "");
  EXPECT_THAT(read_file(options_.output), testing::StartsWith("{\"name\":\"toy/aa/test\""));
}

TEST_F(Data, RefusesUnknownNames) {
  std::ostringstream out;
  const auto refused = [&](std::vector<std::string> names,
                           int (*task)(const DataOptions&, std::ostream&)) {
    options_.names = std::move(names);
    try {
      (void)task(options_, out);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_THAT(refused({"toi"}, run_data_list), HasSubstr("did you mean 'toy'?"));
  EXPECT_THAT(refused({"toy/ab"}, run_data_stats), HasSubstr("did you mean 'aa'?"));
  EXPECT_THAT(refused({"toy/aa/tset"}, run_data_check), HasSubstr("did you mean 'test'?"));
  EXPECT_THAT(refused({}, run_data_export), HasSubstr("expected one corpus"));
  options_.format = "column";
  EXPECT_THAT(refused({"toy/aa/test"}, run_data_export), HasSubstr("did you mean 'columns'?"));
  EXPECT_EQ(out.str(), "");
}

}  // namespace
}  // namespace xner::cli
