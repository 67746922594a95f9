// harness/cli/store.cpp: what `xner store` prints and returns.
#include "harness/cli/store.hpp"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/base/hash.hpp"
#include "harness/store/store.hpp"

namespace xner::cli {
namespace {

using store::Json;
using testing::HasSubstr;
using testing::Not;

class StoreVerb : public testing::Test {
 protected:
  StoreVerb() {
    options_.folder = folder_.path() / "store";
    const store::Store store(options_.folder);
    write_file(folder_.path() / "out" / "labels.txt", "O\n");
    write_file(folder_.path() / "out" / "model" / "weights", std::string(5000, 'x'));
    (void)store.publish(sha256("1"), folder_.path() / "out",
                        {{"method", "wu_dredze"}, {"type", "train"}, {"stage", "train en"}});
    store.drop(store.find(sha256("1")).value(), "model");
    (void)store.publish(sha256("2"), folder_.path() / "out" / "model", "no object");
  }
  std::string text_of(int (*task)(const StoreOptions&, std::ostream&), int expected = 0) {
    std::ostringstream out;
    EXPECT_EQ(task(options_, out), expected);
    std::istringstream lines(out.str());
    for (std::string line; std::getline(lines, line);) {
      EXPECT_TRUE(options_.format == "json" || line.size() <= 80) << line;
    }
    return out.str();
  }

  TemporaryFolder folder_;
  StoreOptions options_;
};

TEST_F(StoreVerb, ListsWhatIsThereAndWhatWasDropped) {
  const std::string text = text_of(run_store_ls);
  EXPECT_THAT(text, HasSubstr(sha256("1").substr(0, 12)));
  EXPECT_THAT(text, HasSubstr("wu_dredze"));
  EXPECT_THAT(text, HasSubstr("4.88 KiB"));
  EXPECT_THAT(text, HasSubstr("2 actions"));
  options_.format = "json";
  const Json json = Json::parse(text_of(run_store_ls));
  EXPECT_EQ(json.at("schema"), 1);
  EXPECT_EQ(json.at("actions").size(), 2U);
}

TEST_F(StoreVerb, VerifySaysWhatIsBadAndReturnsOne) {
  EXPECT_THAT(text_of(run_store_verify), HasSubstr("\nsound\n"));
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(options_.folder / "objects"))
    if (entry.is_regular_file()) {
      std::filesystem::remove(entry.path());
      write_file(entry.path(), "bad");
    }
  EXPECT_THAT(text_of(run_store_verify, 1), HasSubstr("quarantine"));
  options_.format = "json";
  const Json json = Json::parse(text_of(run_store_verify, 1));
  EXPECT_EQ(json.at("sound"), false);
  EXPECT_EQ(json.at("incomplete").size(), 2U);
}

TEST_F(StoreVerb, CollectsOnlyWhenTold) {
  options_.grace = "0s";
  options_.unused_for = "0s";
  EXPECT_THAT(text_of(run_store_gc), HasSubstr("nothing was removed"));
  EXPECT_THAT(text_of(run_store_ls), HasSubstr("2 actions"));
  options_.remove = true;
  EXPECT_THAT(text_of(run_store_gc), Not(HasSubstr("nothing was removed")));
  EXPECT_THAT(text_of(run_store_ls), HasSubstr("0 actions"));
  for (const char* wrong : {"30", "d", "-1d", "1 d", "30days", ""}) {
    options_.grace = wrong;
    EXPECT_THROW((void)text_of(run_store_gc), Error) << wrong;
  }
}

TEST_F(StoreVerb, ProbesAndRefusesWhatIsNoStore) {
  EXPECT_THAT(text_of(run_store_probe), HasSubstr("a store is safe here"));
  options_.folder = folder_.path() / "out";
  EXPECT_THROW((void)text_of(run_store_ls), Error);
  EXPECT_FALSE(std::filesystem::exists(options_.folder / "tmp"));
}

}  // namespace
}  // namespace xner::cli
