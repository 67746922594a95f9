// harness/store/probe.cpp: what a sound filesystem answers, kept in FORMAT.
#include "harness/store/probe.hpp"

#include "tests/unit/store/store_fixture.hpp"

namespace xner::store {
namespace {

class Probe : public StoreFixture {};

TEST_F(Probe, FindsThisFilesystemFitAndSaysSoInFormat) {
  const Store store(root());
  const auto findings = probe(store);
  EXPECT_GE(findings.size(), 7U);
  const Json format = Json::parse(read_file(root() / "FORMAT"));
  EXPECT_EQ(format.at("format"), 1);
  for (const auto& finding : findings) {
    if (finding.needed) {
      EXPECT_TRUE(finding.good) << finding.what << ": " << finding.found;
    }
    EXPECT_EQ(format.at("probe").at(finding.what).at("found"), finding.found);
  }
  EXPECT_TRUE(fs::is_empty(root() / "tmp"));
  EXPECT_NO_THROW(Store{root()});
}

}  // namespace
}  // namespace xner::store
