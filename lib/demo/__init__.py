"""The demo project: conversations of an invented leasing assistant, with failures planted in them."""

from __future__ import annotations

from lib.demo.analysis import AnalysisMode, AnalysisNote, AnalysisReview, FinishedAnalysis, finished_analysis
from lib.demo.failures import MODES, DemoTrace, PlantedFailure, PlantedMode
from lib.demo.generate import generate
from lib.demo.second_reader import EMAIL as SECOND_EMAIL
from lib.demo.second_reader import NAME as SECOND_NAME

PROJECT_NAME = "Leasing demo"

__all__ = [
    "MODES",
    "PROJECT_NAME",
    "SECOND_EMAIL",
    "SECOND_NAME",
    "AnalysisMode",
    "AnalysisNote",
    "AnalysisReview",
    "DemoTrace",
    "FinishedAnalysis",
    "PlantedFailure",
    "PlantedMode",
    "finished_analysis",
    "generate",
]
