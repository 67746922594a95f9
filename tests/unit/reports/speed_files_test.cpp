// Files of measurements: which numbers are taken, which files are refused.
#include "reports/gate/speed_files.hpp"

#include <gmock/gmock.h>

#include "harness/base/error.hpp"

namespace xner::reports {
namespace {

using record::Json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

SpeedFile file_of(const char* name, std::vector<Json> rows, Json context = {{"cpu_model", "x"}}) {
  return {name, Json{{"context", std::move(context)}, {"benchmarks", std::move(rows)}}};
}

Json repetition(const std::string& name, double milliseconds, double reference) {
  return {{"name", name},
          {"run_name", name + "/iterations:1/repeats:2/manual_time"},
          {"run_type", "iteration"},
          {"real_time", milliseconds},
          {"reference_ms", reference}};
}

Json counted(const std::string& name, std::int64_t instructions) {
  return {{"run_name", name}, {"run_type", "iteration"}, {"instructions", instructions}};
}

std::string refusal(const SpeedFile& before, const SpeedFile& now) {
  std::vector<std::string> notes;
  try {
    static_cast<void>(series_of(before, now, notes));
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

TEST(SpeedFiles, TimesAreInReferenceKernels) {
  std::vector<std::string> notes;
  Json median = repetition("train", 1, 1);
  median["run_type"] = "aggregate";
  const auto series = series_of(
      file_of("a.json", {repetition("train", 100, 20), repetition("train", 110, 22), median}),
      file_of("b.json", {repetition("train", 120, 20), counted("score", 7)}), notes);
  ASSERT_EQ(series.size(), 1U);
  EXPECT_EQ(series[0].name, "train");
  EXPECT_EQ(series[0].metric, SpeedMetric::kRelativeTime);
  EXPECT_THAT(series[0].before, ElementsAre(5, 5));
  EXPECT_THAT(series[0].now, ElementsAre(6));
  EXPECT_THAT(notes, ElementsAre(HasSubstr("score is new")));
}

TEST(SpeedFiles, InstructionsAreTakenAsTheyAre) {
  std::vector<std::string> notes;
  const auto series = series_of(file_of("a.json", {counted("score", 100)}),
                                file_of("b.json", {counted("score", 101)}), notes);
  EXPECT_EQ(series[0].metric, SpeedMetric::kInstructions);
  EXPECT_THAT(series[0].now, ElementsAre(101));
  EXPECT_THAT(notes, IsEmpty());
}

TEST(SpeedFiles, AnotherMachineIsNoBaseline) {
  EXPECT_THAT(refusal(file_of("a.json", {counted("score", 1)}, {{"compiler", "12"}}),
                      file_of("b.json", {counted("score", 1)}, {{"compiler", "13"}})),
              HasSubstr("compiler \"13\" was \"12\""));
}

TEST(SpeedFiles, RefuseWhatIsNoMeasurement) {
  const auto whole = file_of("a.json", {counted("score", 1)});
  EXPECT_THAT(refusal(whole, {"b.json", Json::array()}), HasSubstr("b.json"));
  EXPECT_THAT(refusal(whole, file_of("b.json", {})),
              AllOf(StartsWith("b.json: "), HasSubstr("'score'"), HasSubstr("new baseline")));
  EXPECT_THAT(refusal(file_of("a.json", {repetition("train", 1, 0)}), whole),
              AllOf(StartsWith("a.json: "), HasSubstr("'reference_ms', found 0")));
  auto without = repetition("train", 1, 1);
  without.erase("reference_ms");
  EXPECT_THAT(refusal(file_of("a.json", {without}), whole), HasSubstr("reference_ms"));
}

}  // namespace
}  // namespace xner::reports
